import CircuitBreaker from 'opossum';
import story from './breaker-story.cjs';

story(CircuitBreaker);
