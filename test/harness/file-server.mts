import { answering, type AnsweringServer } from './answering.mts';

/** A server of files, such as n8n's HTTP Request node downloads. Other paths get a 404. */
export class FileServer {
	private constructor(
		private readonly server: AnsweringServer,
		private readonly files: Map<string, readonly [Buffer, Readonly<Record<string, string>>]>,
	) {}

	static async start(): Promise<FileServer> {
		const files: FileServer['files'] = new Map();
		const server = await answering(({ url = '' }, response) => {
			const [content, headers] = files.get(url) ?? [];
			if (content === undefined) response.writeHead(404).end('Not here');
			else response.writeHead(200, { 'content-length': content.length, ...headers }).end(content);
		});
		return new FileServer(server, files);
	}

	/**
	 * Serves a file.
	 *
	 * @returns its URL
	 */
	add(path: string, content: Buffer, headers: Readonly<Record<string, string>> = {}): string {
		this.files.set(path, [content, { 'content-type': 'video/mp4', ...headers }]);
		return this.server.url + path;
	}

	/** Returns a URL where there is no file. */
	get missing(): string {
		return `${this.server.url}/missing.mp4`;
	}

	async close(): Promise<void> {
		await this.server.close();
	}
}
