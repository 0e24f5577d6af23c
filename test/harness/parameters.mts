import type { INodeParameters } from 'n8n-workflow';

import { documentedFields } from '../../domain/payload/documented.ts';
import { YOUTUBE } from './pharlo.mts';

export const MEDIA = 'https://cdn.example.com/demo.mp4';

/** A connection selected by ID. */
export function connection(value: string): INodeParameters {
	return { __rl: true, mode: 'id', value };
}

/** Parameters of Create for a video, with the form as saved by the editor. */
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

/** A form without saved rules, as in a handwritten workflow. */
export function form(value: Record<string, unknown>): INodeParameters {
	return { mappingMode: 'defineBelow', value, schema: [] } as unknown as INodeParameters;
}

/** A form with the fields of a YouTube video, as saved by the editor. */
export function savedForm(value: Record<string, unknown>): INodeParameters {
	const schema = (documentedFields('youtube', 'video') ?? []).map((rules) => ({
		id: rules.id,
		displayName: rules.label,
		removed: false,
		rules,
	}));
	return { mappingMode: 'defineBelow', value, schema } as unknown as INodeParameters;
}

/** The request body of the Code Examples page. */
export const SAMPLE = {
	connectionId: YOUTUBE,
	type: 'video',
	mediaUrl: 'https://cdn.example.com/demo.mp4',
	payload: { title: 'Product Demo', description: 'See what is new', privacy: 'public' },
};
