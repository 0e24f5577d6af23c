import { Refusal } from '../../../../domain/invalidInput';
import { isWebAddress } from '../../../../domain/webAddress';
import { platformFieldFor, readPlatformField } from '../../properties/platform';
import type { Operation } from '../operation';

/** Creates an OAuth ticket (Code Examples page, OAuth channel connect flow). */
export const createLink: Operation = {
	value: 'createLink',
	name: 'Create Link',
	action: 'Create link to connect channel',
	description:
		'Get an address (authUrl) where the owner of a channel or page allows Pharlo to publish; it is valid for some minutes',
	withoutCredits: true,
	fields: [
		{ ...platformFieldFor({}), description: 'Where the channel or page is' },
		{
			displayName: 'Redirect URL',
			name: 'redirectUrl',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://your-app.com/channels/connected',
			description:
				'Where the browser goes afterwards, with the new connectionId added. Any page of yours will do, for example one that says thank you.',
		},
	],

	async run(call) {
		const platform = readPlatformField(call);
		const redirectUrl = call.text('redirectUrl');
		if (!isWebAddress(redirectUrl)) {
			throw new Refusal(
				`'Redirect URL' holds '${redirectUrl}', which is not a web address`,
				'Enter an address that starts with https://, such as a page that says thanks.',
			);
		}
		return [
			await call.requestObject({
				method: 'POST',
				path: ['oauth', 'tickets'],
				body: { platform, redirectUrl },
				intent: 'create the link',
			}),
		];
	},
};
