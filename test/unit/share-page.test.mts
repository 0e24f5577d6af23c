import { checkMediaUrl } from '../../domain/mediaUrl.ts';
import { inputErrorOf } from '../harness/inputError.mts';

const NOW = new Date('2027-01-10T12:00:00Z');
const UPLOAD = 'upload it to a public place';
const DRIVE = 'enter https://drive.google.com/uc?export=download&id=1aB-c_2.';
const DROPBOX = 'dl=1, or www.dropbox.com by dl.dropboxusercontent.com';

test.each([
	['Google Drive', 'https://drive.google.com/file/d/1aB-c_2/view?usp=sharing', DRIVE],
	['Google Drive', 'https://drive.google.com/file/u/0/d/1aB-c_2/preview', DRIVE],
	['Google Drive', 'https://drive.google.com/a/example.com/file/d/1aB-c_2/edit', DRIVE],
	['Google Drive', 'https://drive.google.com/open?id=1aB-c_2', DRIVE],
	['Google Drive', 'https://drive.google.com/drive/folders/1aB-c_2', 'export=download&id=…'],
	['Google Drive', 'https://drive.google.com/drive/u/0/folders/1aB-c_2', 'up to about 100 MB'],
	['Google Drive', 'https://docs.google.com/presentation/d/1aB-c_2/edit', DRIVE],
	['Google Photos', 'https://photos.app.goo.gl/AbC', UPLOAD],
	['Dropbox', 'https://www.dropbox.com/s/abc/demo.mp4?dl=0', DROPBOX],
	['Dropbox', 'https://www.dropbox.com/scl/fi/abc/demo.mp4?rlkey=x&st=y&dl=0', DROPBOX],
	['Dropbox', 'https://dropbox.com/scl/fi/abc/demo.mp4?rlkey=x', DROPBOX],
	['OneDrive', 'https://1drv.ms/v/s!AbC', 'add download=1'],
	['OneDrive', 'https://onedrive.live.com/?id=x&cid=y', 'add download=1'],
	['OneDrive', 'https://onedrive.live.com/embed?resid=x', 'add download=1'],
	['SharePoint', 'https://x-my.sharepoint.com/:v:/g/personal/a/AbC?e=x', 'add download=1'],
	['SharePoint', 'https://x.sharepoint.com/sites/a/_layouts/15/stream.aspx?id=x', 'add download=1'],
	['iCloud', 'https://www.icloud.com/iclouddrive/0aB#demo', UPLOAD],
	['iCloud', 'https://share.icloud.com/photos/0aB', UPLOAD],
	['WeTransfer', 'https://wetransfer.com/downloads/abc/def', UPLOAD],
	['WeTransfer', 'https://team.wetransfer.com/downloads/abc/def', UPLOAD],
	['WeTransfer', 'https://we.tl/t-AbC', UPLOAD],
	['YouTube', 'https://www.youtube.com/watch?v=dQw4w9WgXcQ', UPLOAD],
	['YouTube', 'https://youtube.com/shorts/abc', UPLOAD],
	['YouTube', 'https://m.youtube.com/watch?v=x', UPLOAD],
	['YouTube', 'https://youtu.be/dQw4w9WgXcQ', UPLOAD],
	['YouTube', 'HTTPS://YouTu.be./dQw4w9WgXcQ', UPLOAD],
	['Instagram', 'https://www.instagram.com/reel/AbC/', UPLOAD],
	['TikTok', 'https://www.tiktok.com/@a/video/1', UPLOAD],
	['TikTok', 'https://vm.tiktok.com/AbC/', UPLOAD],
	['Facebook', 'https://www.facebook.com/watch/?v=1', UPLOAD],
	['Facebook', 'https://de-de.facebook.com/a/videos/1', UPLOAD],
	['Facebook', 'https://fb.watch/AbC/', UPLOAD],
])('%s: %s', (name, url, advice) => {
	const { message, description } = inputErrorOf(() => checkMediaUrl('Media URL', url, NOW));
	expect(message).toBe(`'Media URL' is a page of ${name}, not the file itself`);
	expect(description).toContain(advice);
});

test.each([
	'https://drive.google.com/uc?export=download&id=1aB',
	'https://drive.google.com/u/0/uc?id=1aB&export=download',
	'https://drive.usercontent.google.com/download?id=1aB&export=download&confirm=t',
	'https://docs.google.com/uc?export=download&id=1aB',
	'https://docs.google.com/presentation/d/1aB/export/png',
	'https://lh3.googleusercontent.com/d/1aB',
	'https://www.dropbox.com/s/abc/demo.mp4?dl=1',
	'https://www.dropbox.com/scl/fi/abc/demo.mp4?rlkey=x&raw=1',
	'https://dl.dropboxusercontent.com/scl/fi/abc/demo.mp4?rlkey=x',
	'https://1drv.ms/v/s!AbC?download=1',
	'https://onedrive.live.com/download?resid=x&authkey=y',
	'https://x-my.sharepoint.com/:v:/g/personal/a/AbC?e=x&download=1',
	'https://x.sharepoint.com/_layouts/15/download.aspx?UniqueId=x&tempauth=y',
	'https://x.sharepoint.com/sites/a/Shared%20Documents/demo.mp4',
	'https://download.wetransfer.com/eu2/abc/demo.mp4?token=x',
	'https://cvws.icloud-content.com/B/abc/demo.mp4',
	'https://rr1---sn-x.googlevideo.com/videoplayback?id=x',
	'https://scontent-fra3-1.cdninstagram.com/v/demo.mp4',
	'https://video.xx.fbcdn.net/v/demo.mp4',
	'https://lookaside.facebook.com/ig_messaging_cdn/?asset_id=1',
	'https://lookaside.fbsbx.com/lookaside/crawler/media/?media_id=1',
	'https://v16-webapp.tiktok.com/abc/demo.mp4',
	'https://youtube.com.example.com/demo.mp4',
	'https://example.com/?from=https://www.youtube.com/watch',
	'https://notdropbox.com/demo.mp4',
])('%s is a file', (url) => {
	expect(checkMediaUrl('Media URL', url, NOW)).toBe(url);
});
