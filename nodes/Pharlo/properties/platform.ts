import type { INodeProperties } from 'n8n-workflow';

import { PLATFORM_OF_CONNECTION } from '../methods/specialChoices';
import type * as listSearch from '../methods/listSearch';
import type * as loadOptions from '../methods/loadOptions';
import type { PanelProperty, Property } from './property';

type SearchMethod = keyof typeof listSearch & `search${string}`;

function locator(searchListMethod: SearchMethod): INodeProperties {
	return {
		displayName: 'Platform',
		name: 'platform',
		type: 'resourceLocator',
		default: { mode: 'list', value: 'youtube', cachedResultName: 'YouTube' },
		description: 'The platform that the payload form is for',
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod, searchable: true },
			},
			{ displayName: 'By Slug', name: 'slug', type: 'string', placeholder: 'e.g. youtube' },
		],
	};
}

const definition = locator('searchPlatforms');

export const platform: Property<string> = {
	definition,

	get: (item) => item.requireText(definition, 'Choose a platform.'),
};

/**
 * For Create, where an expression gives the connection: while editing there may be no item yet that
 * tells which connection, and so which platform.
 */
export const platformOfForm: PanelProperty = {
	definition: {
		...locator('searchPlatformsOrConnection'),
		default: {
			mode: 'list',
			value: PLATFORM_OF_CONNECTION,
			cachedResultName: 'Platform of the Connection',
		},
		displayOptions: {
			show: { payloadMode: ['form'], connectionId: [{ _cnd: { startsWith: '=' } }] },
		},
	},
};

/** For lists: only what belongs to one platform. */
export const platformFilter: PanelProperty = {
	definition: {
		displayName: 'Platform Name or ID',
		name: definition.name,
		type: 'options',
		default: '',
		typeOptions: { loadOptionsMethod: 'getPlatforms' satisfies keyof typeof loadOptions },
		description:
			'Only what belongs to this platform. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	},
};
