// StrykerJS wants one project, without others beside it.
import config from '../../../jest.config.mjs';

const unit = config.projects.find(({ displayName }) => displayName === 'unit');

export default { ...unit, rootDir: '../../..', testTimeout: config.testTimeout };
