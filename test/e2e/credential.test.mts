import { answering } from '../harness/answering.mts';
import { E2eWorld, simulatorUrl } from './world.mts';

let world: E2eWorld;
beforeAll(async () => {
	world = await E2eWorld.enter();
});

async function check(more: Record<string, unknown>) {
	const data = world.credentialData(more);
	const { id } = await world.api.createCredential('Checked', data);
	return await world.api.testCredential(id, 'Checked', data);
}

test.each([
	['as it is', simulatorUrl],
	['with a slash', `${simulatorUrl}/`],
	['with the API prefix', `${simulatorUrl}/api/v1`],
])('a good key passes, base URL %s', async (_name, baseUrl) => {
	expect(await check({ baseUrl })).toMatchObject({ status: 'OK' });
});

test('a bad key does not, and says where to get a good one', async () => {
	const result = await check({ apiKey: 'ds_live_wrong' });
	expect(result.status).toBe('Error');
	// Older ones forget the cause of their own error, and so never find the words of the credential.
	const hasOurWords = await world.api.isAtLeast('2.35.0');
	expect(result.message).toContain(
		hasOurWords ? 'Pharlo does not accept this API key' : 'Authorization failed',
	);
});

test.each(['ftp://pharlo.io', 'not an address'])('the base URL %s is refused', async (baseUrl) => {
	const result = await check({ baseUrl });
	expect(result.status).toBe('Error');
	expect(result.message).toContain("'Base URL'");
});

test('the key goes to no other host, whatever the base URL answers', async () => {
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
