import type { INodeParameters } from 'n8n-workflow';

import { documentedFields } from '../../domain/payload/documented.ts';
import { YOUTUBE } from './pharlo.mts';

export const MEDIA = 'https://cdn.example.com/demo.mp4';

/** A connection chosen by ID. */
export function connection(value: string): INodeParameters {
	return { __rl: true, mode: 'id', value };
}

/** A Create of a video, with the form as the editor saves it. */
export function createVideo(more: INodeParameters = {}, title = 'Product Demo'): INodeParameters {
	return {
		resource: 'assignment',
		operation: 'create',
		connectionId: connection(YOUTUBE),
		contentType: 'video',
		mediaUrl: MEDIA,
		payloadMode: 'form',
		payloadForm: savedForm({ title, privacy: 'public' }),
		publish: 'now',
		options: {},
		...more,
	};
}

/** A form without saved rules, as a workflow written by hand has it. */
export function form(value: Record<string, unknown>): INodeParameters {
	return { mappingMode: 'defineBelow', value, schema: [] } as unknown as INodeParameters;
}

/** The same with the fields of a YouTube video beside the values, as the editor saves it. */
export function savedForm(value: Record<string, unknown>): INodeParameters {
	const schema = (documentedFields('youtube', 'video') ?? []).map((rules) => ({
		id: rules.id,
		displayName: rules.label,
		removed: false,
		rules,
	}));
	return { mappingMode: 'defineBelow', value, schema } as unknown as INodeParameters;
}

/** The body of the Code Examples page, as it goes over the wire. */
export const SAMPLE = {
	connectionId: YOUTUBE,
	type: 'video',
	mediaUrl: 'https://cdn.example.com/demo.mp4',
	payload: { title: 'Product Demo', description: 'See what is new', privacy: 'public' },
};
