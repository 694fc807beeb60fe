// @boundaries-ignore one configuration for all packages
import { packageConfig } from '../../vitest.shared.js';

export default packageConfig('metadata-schema');
