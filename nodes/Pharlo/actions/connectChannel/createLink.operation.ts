import type { INodeProperties } from 'n8n-workflow';

import { InvalidInputError } from '../../../../domain/errors';
import { isWebAddress } from '../../../../domain/webAddress';
import { platform } from '../../properties/platform';
import { describedAs } from '../../properties/property';
import type { Operation } from '../operation';

const redirectUrl: INodeProperties = {
	displayName: 'Redirect URL',
	name: 'redirectUrl',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. https://your-app.com/channels/connected',
	description:
		'Where the browser goes afterwards, with the new connectionId added to its query. Use {{ $execution.resumeUrl }} to continue at a Wait node of this workflow, or any page of yours.',
};

/** Creates an OAuth ticket (Code Examples page, OAuth channel connect flow). */
export const createLink: Operation = {
	value: 'createLink',
	name: 'Create Link',
	action: 'Create link to connect channel',
	description:
		'Get an address (authUrl) where the owner of a channel or page allows Pharlo to publish; it is valid for a few minutes',
	withoutCredits: true,
	properties: [
		describedAs('The platform of the channel or page', platform),
		{ definition: redirectUrl },
	],

	async execute(item) {
		const slug = platform.get(item);
		const howTo = 'Enter an address that starts with https://, such as a page that says thank you.';
		const url = item.requireText(redirectUrl, howTo);
		if (!isWebAddress(url)) {
			throw new InvalidInputError(
				`'${redirectUrl.displayName}' is '${url}', which is not a web address`,
				howTo,
			);
		}
		return [
			await item.client.fetchObject({
				method: 'POST',
				path: ['oauth', 'tickets'],
				body: { platform: slug, redirectUrl: url },
				intent: 'create the link',
			}),
		];
	},
};
