import { scopes } from './scopes';

describe('a repository without its scope', () => scopes(1));
