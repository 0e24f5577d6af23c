/** What other programs may use: the classes that n8n loads, and what we know about Pharlo. */
export { PharloApi } from './credentials/PharloApi.credentials';
export { Pharlo } from './nodes/Pharlo/Pharlo.node';
export { PharloTrigger } from './nodes/PharloTrigger/PharloTrigger.node';

export { ASSIGNMENT_STATUSES, CONTENT_TYPES, readAssignmentId } from './pharlo/assignment';
export {
	callbackEventSchema,
	isWanted,
	parseCallbackEvent,
	type CallbackEvent,
	type EventFilter,
} from './pharlo/event';
export { SIGNATURE_HEADER, verifySignature } from './pharlo/signature';
