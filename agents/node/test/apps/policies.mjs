import * as cockatiel from 'cockatiel';
import story from './policies-story.cjs';

story(cockatiel);
