const { libraries } = require('./libraries.cjs');

import('./start.mjs').then(({ start }) => start(libraries));
