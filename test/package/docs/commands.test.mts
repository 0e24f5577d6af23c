import { transpileModule } from 'typescript';

import { run } from '../../../tools/playground/child.mts';
import { verifySignature } from '../../../domain/signature.ts';
import { answering } from '../../harness/answering.mts';
import { checkFlags, commandsIn, tryCommand } from '../../harness/commands.mts';
import { blocksIn, codeIn, readPage, readPages } from '../../harness/markdown.mts';
import { Pharlo } from '../../harness/pharlo.mts';

const pages = readPages();
const blocks = blocksIn(pages, 'sh');
const calls = blocks.filter(([, text]) => text.includes('curl '));
const commands = blocks.filter((block) => !calls.includes(block));
const inline = pages.flatMap(({ file, prose }) =>
	codeIn(prose)
		.filter((code) => /^(\w+=\S+ )*(npm|npx|docker|git) /.test(code))
		.map((code): [string, string] => [file, code]),
);

test('there are no blocks in a language that nobody tries', () => {
	const languages = new Set(pages.flatMap((page) => page.blocks.map(({ language }) => language)));
	expect(
		[...languages].filter((language) => !['sh', 'json', 'ts', 'text'].includes(language)),
	).toEqual([]);
});

test.each([...commands, ...inline])('%s: %s', async (_place, text) => {
	for (const command of commandsIn(text))
		await expect(tryCommand(command)).resolves.toBeUndefined();
});

test.each(blocksIn(pages, 'ts'))('%s is TypeScript', (_place, text) => {
	const { diagnostics } = transpileModule(/^\s*\{.*\},\s*$/s.test(text) ? `[${text}]` : text, {
		reportDiagnostics: true,
	});
	expect(diagnostics).toEqual([]);
});

test('a command that nobody knows is noticed', async () => {
	await expect(tryCommand('npm run nothing')).rejects.toThrow('no script nothing');
	await expect(tryCommand('rm -rf /')).rejects.toThrow('Nobody knows');
	await expect(tryCommand('npm run simulator -- --paze 4')).rejects.toThrow('--paze');
});

test('the simulator takes every flag that its page shows', () => {
	const flags = codeIn(readPage('docs/simulator.md').prose).filter((code) => code.startsWith('--'));
	expect(flags.length).toBeGreaterThan(5);
	for (const flag of flags) {
		// One that is named without a value takes any.
		const given = flag.includes(' ') ? flag.split(' ') : [flag, '0.5'];
		expect(() => checkFlags(given)).not.toThrow();
	}
});

describe('calls', () => {
	let pharlo: Pharlo;
	beforeAll(async () => {
		pharlo = await Pharlo.start();
	});
	afterAll(async () => await pharlo.close());

	/** Runs a block as a shell would, with our servers in place of those that it names. */
	async function runBlock(text: string, trigger = ''): Promise<string> {
		const script = text
			.replaceAll('http://127.0.0.1:4010', pharlo.simulator.url)
			.replaceAll(/https:\/\/n8n\.example\.com\/\S+/g, trigger);
		return await run('bash', ['-euo', 'pipefail', '-c', script]);
	}

	test.each(calls.filter(([, text]) => text.includes('127.0.0.1:4010')))(
		'%s is answered by the simulator',
		async (_place, text) => {
			// With --fail-with-body a refusal ends the shell.
			expect(text.match(/curl /g)).toHaveLength(text.match(/--fail-with-body/g)?.length ?? 0);
			expect(await runBlock(text)).toContain('{');
		},
	);

	test('the first one creates an assignment', async () => {
		pharlo.reset();
		const [, text = ''] = calls.find(([, block]) => block.includes('/api/v1/assignments')) ?? [];
		expect(JSON.parse(await runBlock(text))).toMatchObject({ status: 'pending' });
		expect(pharlo.assignments).toHaveLength(1);
	});

	test('the one to a trigger is signed as Pharlo signs', async () => {
		const [, text = ''] = calls.find(([, block]) => block.includes('openssl')) ?? [];
		const bodies: Buffer[] = [];
		const trigger = await answering((request, response) => {
			request.on('data', (chunk: Buffer) => bodies.push(chunk));
			request.on('end', () => response.end('{"received":true,"started":true}'));
		});
		const output = await runBlock(text, trigger.url);
		await trigger.close();
		expect(output).toContain('{"received":true,"started":true}');
		const signature = trigger.calls[0]?.headers['x-webhook-signature'];
		expect(verifySignature(Buffer.concat(bodies), signature, ['simulator-webhook-secret'])).toBe(
			true,
		);
	});

	test('every call is one of these', () => {
		const known = calls.filter(([, text]) => /127\.0\.0\.1:4010|openssl/.test(text));
		expect(known).toEqual(calls);
	});
});
