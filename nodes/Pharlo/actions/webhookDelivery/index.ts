import type { Resource } from '../operation';
import { getMany } from './getMany.operation';

/** Pharlo's log of the callbacks that it sent. */
export const webhookDelivery: Resource = {
	value: 'webhookDelivery',
	name: 'Webhook Delivery',
	description: 'What Pharlo sent to your workflows, and how they responded',
	operations: [getMany],
};
