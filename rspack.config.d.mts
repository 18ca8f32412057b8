import type { Configuration } from '@rspack/core';

declare const config: (options: Configuration) => Configuration;
export default config;
