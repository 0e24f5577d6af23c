/** The start of an MP4 file, as a camera or ffmpeg writes it. */
export function mp4(size = 2000, fill = 'video'): Buffer {
	const file = Buffer.alloc(size, fill);
	file.write('\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41', 'latin1');
	return file;
}

/** The start of a JPEG file. */
export function jpeg(size = 1000): Buffer {
	const file = Buffer.alloc(size, 7);
	file.write('\xFF\xD8\xFF\xE0\0\x10JFIF\0', 'latin1');
	return file;
}
