require('./policies-story.cjs')(require('cockatiel'));
