import type { INodePropertyOptions } from 'n8n-workflow';

/** Every documented status with what it means (Core Concepts guide), in the order n8n demands. */
export const statusOptions: INodePropertyOptions[] = [
	{ name: 'Cancelled', value: 'cancelled', description: 'Stopped before it was published' },
	{ name: 'Failed', value: 'failed', description: 'Not published; the errors say why' },
	{ name: 'Pending', value: 'pending', description: 'Queued, or waiting for its time' },
	{ name: 'Processing', value: 'processing', description: 'The platform is working on it' },
	{ name: 'Published', value: 'published', description: 'Live on the platform' },
	{ name: 'Uploaded', value: 'uploaded', description: 'The media has reached the platform' },
	{ name: 'Uploading', value: 'uploading', description: 'The media is on its way to the platform' },
];
