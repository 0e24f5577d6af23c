import { answering } from '../harness/answering.mts';
import { E2eSetup, simulatorUrl } from './e2e-setup.mts';

let setup: E2eSetup;
beforeAll(async () => {
	setup = await E2eSetup.prepare();
});

async function check(more: Record<string, unknown>) {
	const data = setup.credentialData(more);
	const { id } = await setup.api.createCredential('Checked', data);
	return await setup.api.testCredential(id, 'Checked', data);
}

test.each([
	['as it is', simulatorUrl],
	['with a slash', `${simulatorUrl}/`],
	['with the API prefix', `${simulatorUrl}/api/v1`],
])('a valid key passes, base URL %s', async (_name, baseUrl) => {
	expect(await check({ baseUrl })).toMatchObject({ status: 'OK' });
});

test('an invalid key fails with instructions', async () => {
	const result = await check({ apiKey: 'ds_live_wrong' });
	expect(result.status).toBe('Error');
	// Older versions drop the cause of their own error, and so do not show the credential's message.
	const hasOurWords = await setup.api.isAtLeast('2.35.0');
	expect(result.message).toContain(
		hasOurWords ? 'Pharlo does not accept this API key' : 'Authorization failed',
	);
});

test.each(['ftp://pharlo.io', 'not an address'])('the base URL %s is invalid', async (baseUrl) => {
	const result = await check({ baseUrl });
	expect(result.status).toBe('Error');
	expect(result.message).toContain("'Base URL'");
});

test('the key is not sent to another host after a redirect', async () => {
	const elsewhere = await answering((_request, response) => response.end('{}'));
	const redirecting = await answering((request, response) => {
		response.writeHead(307, { location: `${elsewhere.url}${request.url}` }).end();
	});
	const result = await check({ baseUrl: redirecting.url });
	await redirecting.close();
	await elsewhere.close();
	expect(result.status).toBe('Error');
	expect(redirecting.calls).toHaveLength(1);
	expect(elsewhere.calls).toEqual([]);
});
