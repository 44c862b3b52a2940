/** There is nobody to be for the cluster: no file, no token, a plugin that gives none. */
export class NoCredentials extends Error {}
