import type { INodeProperties } from 'n8n-workflow';

import { parseFlag } from '../../../../domain/inputs';
import { parseConnectionIds } from '../../../../domain/ticket';
import { OPTIONS } from '../../execution/itemContext';
import type { Property } from '../../properties/property';

const acceptNewDefinition: INodeProperties = {
	displayName: 'Accept New Connections',
	name: 'acceptNew',
	type: 'boolean',
	default: false,
	description:
		"Whether to return every new connection of the link's platform where Pharlo does not name the right one. If somebody else connects a channel at the same time, theirs is returned as well.",
};

/** Whether new connections count where nothing names the right ones. */
export const acceptNew: Property<boolean> = {
	definition: acceptNewDefinition,
	get: (item) => parseFlag(acceptNewDefinition.displayName, item.getOption(acceptNewDefinition)),
};

const connectionIdDefinition: INodeProperties = {
	displayName: 'Connection ID',
	name: 'connectionId',
	type: 'string',
	default: '',
	placeholder: 'e.g. {{ $json.query.connectionId }}',
	description:
		"The connectionId that Pharlo has added to the redirect URL, for example from the Wait node that the link returned to. It is checked against the ticket and Pharlo's list. Several are separated by commas.",
};

/** The IDs that came back with the redirect; undefined where the option was not added. */
export const connectionId: Property<string[] | undefined> = {
	definition: connectionIdDefinition,

	get(item) {
		const { displayName, name } = connectionIdDefinition;
		// By its name and not by its value: an expression that gives nothing was added all the same.
		const options = item.getCollection(OPTIONS);
		return name in options ? parseConnectionIds(displayName, options[name]) : undefined;
	},
};
