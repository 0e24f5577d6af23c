import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INode, INodeParameters } from 'n8n-workflow';

import { mp4 } from '../../test/harness/media.mts';
import { createVideo, savedForm } from '../../test/harness/parameters.mts';
import { node } from '../../test/harness/setting.mts';
import { BenchN8n, type Measurement } from './bench-n8n.mts';
import { goals, ratios, ratioText, table, withSpread } from './report.mts';
import { median, runAlternating, type Contender } from './turns.mts';

const MB = 1e6;
const COUNT = 200;
const ROUNDS = 5;
const WARM_UP_ROUNDS = 2;
const SIZES_MB = [10, 1000];
const MEMORY_ROUNDS = 3;

/** Serves videos of any size, such as `/10.mp4` of ten megabytes, from which nothing is kept. */
class VideoServer {
	readonly #server = createServer((request, response) => {
		const { pathname, searchParams } = new URL(request.url ?? '', this.url);
		const size = Number(/\d+/.exec(pathname)?.[0] ?? 1) * MB;
		response.setHeader('content-type', searchParams.get('type') ?? 'video/mp4');
		response.setHeader('content-length', size);
		void send(response, size).then(() => this.onSent());
	});
	/** Called when a video has been sent. */
	onSent: () => void = () => undefined;

	static async start(): Promise<VideoServer> {
		const videos = new VideoServer();
		videos.#server.listen(0, '127.0.0.1');
		await once(videos.#server, 'listening');
		return videos;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	async stop(): Promise<void> {
		this.#server.close();
		await once(this.#server, 'close');
	}
}

async function send(response: ServerResponse, size: number): Promise<void> {
	const chunk = mp4(MB);
	for (let sent = 0; sent < size; sent += chunk.length) {
		if (!response.write(chunk)) await once(response, 'drain');
	}
	response.end();
	await once(response, 'finish');
}

/**
 * Measures what publishing a file of n8n costs: the memory for a large one, and the time for many small
 * ones beside the same posts with an address.
 *
 * @returns a section in Markdown
 */
export async function measureFiles(): Promise<string> {
	const bench = await BenchN8n.start();
	const videos = await VideoServer.start();
	try {
		const peaks = await measurePeaks(bench, videos);
		const times = await measureTimes(bench, videos);
		const [url = [], file = []] = [...times.values()].map((all) =>
			all.map(({ milliseconds }) => milliseconds),
		);
		return [
			'## Files',
			`A file that an HTTP Request node has downloaded, through Create with Input File. Memory: the node reads the file for a key From Content and stores it again, because its type was stated wrongly. The peak is that of the resident memory of n8n's process (VmHWM) after the download, above what it was then. Medians of ${MEMORY_ROUNDS} alternating rounds after one of each.`,
			table(
				['file', 'peak, MB'],
				[...peaks].map(([size, all]) => [`${size} MB`, withSpread(all)]),
			),
			`Time: ${COUNT} Creates in one execution, each with a file of 1 MB, beside the same items with a Media URL. The time is that of the node alone. Medians of ${ROUNDS} alternating rounds after ${WARM_UP_ROUNDS} warm-up rounds.`,
			table(
				['', 'ms', 'relative to URL'],
				[
					['Media URL', withSpread(url), ''],
					['Input File', withSpread(file), ratioText(file, url)],
				],
			),
			goals([
				{
					name: `peak for ${SIZES_MB.at(-1)} MB, in MB`,
					value: median(peaks.get(SIZES_MB.at(-1) ?? 0) ?? []),
					atMost: 64,
				},
				{ name: 'time of Input File relative to URL', value: median(ratios(file, url)), atMost: 3 },
			]),
		].join('\n\n');
	} finally {
		await videos.stop();
		await bench.stop();
	}
}

async function measurePeaks(
	bench: BenchN8n,
	videos: VideoServer,
): Promise<ReadonlyMap<number, number[]>> {
	const { pid } = bench.n8n.process;
	const contenders = SIZES_MB.map(async (size): Promise<Contender<number>> => {
		const parameters = { options: { idempotency: 'content' } };
		const run = await runner(bench, `${size} MB`, parameters, {
			rows: 1,
			url: `${videos.url}/${size}.mp4?type=application/octet-stream`,
		});
		return {
			name: String(size),
			async run() {
				let before = 0;
				videos.onSent = () => {
					// Starts the peak anew; see proc(5).
					writeFileSync(`/proc/${pid}/clear_refs`, '5');
					before = residentMb(pid, 'VmRSS');
				};
				await run();
				return residentMb(pid, 'VmHWM') - before;
			},
		};
	});
	const results = await runAlternating(await Promise.all(contenders), MEMORY_ROUNDS);
	return new Map([...results].map(([size, peaks]) => [Number(size), peaks]));
}

function residentMb(pid: number | undefined, field: 'VmRSS' | 'VmHWM'): number {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	return (Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) * 1024) / MB;
}

async function measureTimes(
	bench: BenchN8n,
	videos: VideoServer,
): Promise<ReadonlyMap<string, readonly Measurement[]>> {
	videos.onSent = () => undefined;
	bench.pharlo.switch({ latencyMs: 20 });
	const download = { rows: COUNT, url: `${videos.url}/1.mp4` };
	return await runAlternating(
		[
			{ name: 'URL', run: await runner(bench, 'URL', { media: 'url' }, download) },
			{ name: 'Input File', run: await runner(bench, 'Input File', {}, download) },
		],
		ROUNDS,
		WARM_UP_ROUNDS,
	);
}

async function runner(
	bench: BenchN8n,
	name: string,
	more: INodeParameters,
	{ rows, url }: { readonly rows: number; readonly url: string },
): Promise<() => Promise<Measurement>> {
	const { pharlo } = bench;
	const credentials = await bench.credential('pharloApi', pharlo.credential);
	return await bench.runner({
		name,
		rows,
		before: [download(url)],
		node: node('x', 'n8n-nodes-pharlo.pharlo', fromFile(more), { credentials: credentials ?? {} }),
		reset: () => pharlo.clear(),
		isDone: () => pharlo.requests.length >= rows,
		check: ({ data }) => {
			const items = data?.main?.[0]?.length;
			if (items === rows && pharlo.assignments.length === rows) return;
			throw new Error(`${name}: ${items} items, ${pharlo.assignments.length} created`);
		},
	});
}

function fromFile(more: INodeParameters): INodeParameters {
	const payloadForm = savedForm({ title: "={{ 'Video ' + $itemIndex }}", privacy: 'public' });
	return { ...createVideo({ payloadForm }), media: 'file', binaryPropertyName: 'data', ...more };
}

function download(url: string): INode {
	return node(
		'Download',
		'n8n-nodes-base.httpRequest',
		{
			url,
			options: { response: { response: { responseFormat: 'file', outputPropertyName: 'data' } } },
		},
		{ typeVersion: 4.2 },
	);
}

if (import.meta.filename === process.argv[1]) console.log(await measureFiles());
