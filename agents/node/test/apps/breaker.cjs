const CircuitBreaker = require('opossum');
require('./breaker-story.cjs')(CircuitBreaker);
