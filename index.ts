/** The classes that n8n loads. */
export { PharloApi } from './credentials/PharloApi.credentials';
export { Pharlo } from './nodes/Pharlo/Pharlo.node';
export { PharloTrigger } from './nodes/Pharlo/PharloTrigger.node';

/** For receivers of their own: the check of a callback's signature, and the event in it. */
export { callbackEventSchema, parseCallbackEvent, type CallbackEvent } from './domain/event';
export { SIGNATURE_HEADER, verifySignature } from './domain/signature';
