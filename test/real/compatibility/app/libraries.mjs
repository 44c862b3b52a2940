// Every library as an application of ES modules gets it.
import http, { get as httpGet } from 'node:http';
import http2 from 'node:http2';
import https, { get as httpsGet } from 'node:https';
import axios from 'axios';
import express from 'express';
import fastify from 'fastify';
import Koa from 'koa';
import nodeFetch from 'node-fetch';

const newest = Number(process.versions.node.split('.')[0]) >= 22;

/** got 16 and undici 8 need Node 22; on Node 20 it is the version before. */
export const libraries = {
  http: { ...http, get: httpGet },
  https: { ...https, get: httpsGet },
  http2,
  axios,
  express,
  fastify,
  Koa,
  nodeFetch,
  got: (await import(newest ? 'got' : 'got14')).default,
  undici: await import(newest ? 'undici' : 'undici7'),
};
