/** The classes that n8n loads, for programs that want to look at them. */
export { PharloApi } from './credentials/PharloApi.credentials';
export { Pharlo } from './nodes/Pharlo/Pharlo.node';
export { PharloTrigger } from './nodes/Pharlo/PharloTrigger.node';
