import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** n8n's folder of files; the second one is that of older versions. */
const FOLDERS = ['storage', 'binaryData'];

/**
 * Lists what an n8n in filesystem mode keeps, without the metadata beside each file.
 *
 * @param userFolder n8n's user folder
 */
export function storedFiles(userFolder: string): string[] {
	return FOLDERS.flatMap((name) => filesBelow(join(userFolder, '.n8n', name)));
}

/** Lists the files below such a folder; none if it does not exist. */
export function filesBelow(folder: string): string[] {
	try {
		return readdirSync(folder, { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile() && !entry.name.endsWith('.metadata'))
			.map(({ parentPath, name }) => join(parentPath, name));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
		throw error;
	}
}
