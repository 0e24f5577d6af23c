import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { API_PREFIX, DEFAULT_BASE_URL, normalizeBaseUrl } from '../domain/webAddress';

export class PharloApi implements ICredentialType {
	name = 'pharloApi';

	displayName = 'Pharlo API';

	icon = { light: 'file:../icons/pharlo.svg', dark: 'file:../icons/pharlo.dark.svg' } as const;

	documentationUrl = 'https://pharlo.io/docs/guides/authentication/';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			placeholder: 'e.g. ds_live_…',
			hint: 'From the Pharlo console, under Settings → Credentials',
		},
		{
			displayName: 'Webhook Secret',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			hint: 'Needed for the Pharlo Trigger and for Create and Wait',
			description:
				'Pharlo signs its callbacks with this secret from the Pharlo console. Without it, a genuine callback cannot be told from a forged one.',
		},
		{
			displayName: 'Previous Webhook Secret',
			name: 'previousWebhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			hint: 'Leave empty unless you are changing the secret',
			description:
				'While you change the secret: callbacks that were signed with the old one are accepted too. Empty it afterwards.',
		},
		{
			displayName: 'Default Callback URL',
			name: 'defaultCallbackUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://n8n.example.com/webhook/…/webhook',
			hint: 'The production URL of a Pharlo Trigger, as soon as you have one',
			description:
				'Paste the production URL of a Pharlo Trigger here once: every assignment that is created with this credential then reports to it, unless the node says otherwise',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: DEFAULT_BASE_URL,
			description: 'Change this only for a local simulator or a proxy of your own',
		},
	];

	/** A function costs n8n less per request than an expression, and checks the address besides. */
	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => ({
		...requestOptions,
		baseURL: normalizeBaseUrl(credentials.baseUrl),
		headers: {
			...requestOptions.headers,
			Authorization: `Bearer ${String(credentials.apiKey).trim()}`,
		},
	});

	/** Free of charge, and unlike the health check it needs the key (Billing reference). */
	test: ICredentialTestRequest = {
		// A redirect would take the key to another host.
		request: { url: `${API_PREFIX}/billing/status`, disableFollowRedirect: true },
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'Pharlo does not accept this API key. Copy the current one from the Pharlo console, Settings → Credentials.',
				},
			},
		],
	};
}
