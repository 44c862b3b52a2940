// Every library as an application of CommonJS gets it; got and node-fetch are ES modules, which `require` can load.
const newest = Number(process.versions.node.split('.')[0]) >= 22;

exports.libraries = {
  http: require('node:http'),
  https: require('node:https'),
  http2: require('node:http2'),
  axios: require('axios'),
  express: require('express'),
  fastify: require('fastify'),
  Koa: require('koa'),
  nodeFetch: require('node-fetch').default,
  got: require(newest ? 'got' : 'got14').default,
  undici: require(newest ? 'undici' : 'undici7'),
};
