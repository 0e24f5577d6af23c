import type { INodeProperties } from 'n8n-workflow';

import { Refusal } from '../../../domain/invalidInput';
import type { ItemCall } from '../execution/itemContext';
import type * as listSearch from '../methods/listSearch';

/** A condition under which a field is shown. */
export type Show = NonNullable<NonNullable<INodeProperties['displayOptions']>['show']>;

/** Stands for the platform of the chosen connection in the list. */
export const PLATFORM_OF_CONNECTION = 'connection';

const platformField: INodeProperties = {
	displayName: 'Platform',
	name: 'platform',
	type: 'resourceLocator',
	default: { mode: 'list', value: 'youtube', cachedResultName: 'YouTube' },
	description: 'Which platform the payload form is for',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: {
				searchListMethod: 'searchPlatforms' satisfies keyof typeof listSearch,
				searchable: true,
			},
		},
		{ displayName: 'By Slug', name: 'slug', type: 'string', placeholder: 'e.g. youtube' },
	],
};

/** For operations that know no connection: the platform tells which form to show. */
export function platformFieldFor(show: Show): INodeProperties {
	return { ...platformField, displayOptions: { show } };
}

/**
 * For Create, where an expression chooses the connection: while editing there may be no item yet
 * that tells which one, and so which platform.
 */
export const platformFieldForExpressions: INodeProperties = {
	...platformField,
	default: {
		mode: 'list',
		value: PLATFORM_OF_CONNECTION,
		cachedResultName: 'Platform of the Connection',
	},
	displayOptions: {
		show: { payloadMode: ['form'], connectionId: [{ _cnd: { startsWith: '=' } }] },
	},
};

/** @throws {Refusal} when no platform is chosen */
export function readPlatformField(call: ItemCall): string {
	const platform = call.text('platform');
	if (platform === '') throw new Refusal("'Platform' is empty", 'Choose a platform.');
	return platform;
}

/** For lists: only what belongs to one platform. */
export const platformFilter: INodeProperties = {
	displayName: 'Platform',
	name: 'platform',
	type: 'string',
	default: '',
	placeholder: 'e.g. youtube',
	description: 'Short name of the platform, such as youtube or facebook',
};
