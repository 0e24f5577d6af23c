/** A place where files are shared by links that lead to a page, or that only has pages. */
interface SharePlace {
	readonly name: string;
	readonly hosts: RegExp;
	/** Whether an address leads to a page; all of them do if left out. */
	isPage?(url: URL): boolean;
	/** What to enter instead; left out where the file has to be uploaded somewhere else. */
	advise?(url: URL): string;
}

const SHARE_PLACES: readonly SharePlace[] = [
	{
		name: 'Google Drive',
		hosts: /^(drive|docs)\.google\.com$/,
		isPage: ({ pathname }) =>
			/^\/(a\/[^/]+\/)?(drive|file|open|folderview|embeddedfolderview|document|presentation|spreadsheets)\b/.test(
				pathname.replace(/\/u\/\d+(?=\/)/, ''),
			) && !/\/export\b/.test(pathname),
		advise: (url) =>
			`Share the file with anyone who has the link, and enter https://drive.google.com/uc?export=download&id=${driveId(url)}. Drive gives files up to about 100 MB like this: upload a larger one to a public place such as a CDN or object storage.`,
	},
	{ name: 'Google Photos', hosts: /^photos\.(google\.com|app\.goo\.gl)$/ },
	{
		name: 'Dropbox',
		hosts: /^((www\.)?dropbox\.com|db\.tt)$/,
		isPage: ({ searchParams }) => searchParams.get('dl') !== '1' && searchParams.get('raw') !== '1',
		advise: () =>
			'Replace dl=0 at the end of the link by dl=1, or www.dropbox.com by dl.dropboxusercontent.com.',
	},
	{
		name: 'OneDrive',
		hosts: /^(1drv\.ms|onedrive\.live\.com)$/,
		isPage: ({ pathname, searchParams }) =>
			pathname !== '/download' && searchParams.get('download') !== '1',
		advise: adviseDownload,
	},
	{
		name: 'SharePoint',
		hosts: /\.sharepoint\.com$/,
		isPage: ({ pathname, searchParams }) =>
			/^\/:|\.aspx$|\/guestaccess/i.test(pathname) &&
			!/\/download\.aspx$/i.test(pathname) &&
			searchParams.get('download') !== '1',
		advise: adviseDownload,
	},
	{ name: 'iCloud', hosts: /^((www|share)\.)?icloud\.com$/ },
	{ name: 'WeTransfer', hosts: /^(we\.tl|(?!download\.)([\w-]+\.)?wetransfer\.com)$/ },
	{ name: 'YouTube', hosts: /^(((www|m|music)\.)?youtube(-nocookie)?\.com|youtu\.be)$/ },
	{ name: 'Instagram', hosts: /^((www|m)\.)?(instagram\.com|instagr\.am)$/ },
	// Its files are on other hosts below tiktok.com.
	{ name: 'TikTok', hosts: /^((www|m|vm|vt)\.)?tiktok\.com$/ },
	{
		name: 'Facebook',
		hosts: /^((www|m|web|mbasic|[a-z]{2}-[a-z]{2})\.)?(facebook\.com|fb\.(com|me|watch))$/,
	},
];

function driveId({ pathname, searchParams }: URL): string {
	return searchParams.get('id') ?? /\/d\/([\w-]+)/.exec(pathname)?.[1] ?? '…';
}

function adviseDownload(): string {
	return 'Share the file with anyone who has the link, and add download=1 to the link: after ? if it has none yet, otherwise after &.';
}

/**
 * Recognizes an address that shows a file to a person, and gives Pharlo a page in its place.
 *
 * @returns the place, and what to enter instead where it has direct addresses; undefined for any other
 *   address
 */
export function findSharePage(
	url: URL,
): { readonly name: string; readonly advice: string | undefined } | undefined {
	const host = url.hostname.replace(/\.$/, '');
	const place = SHARE_PLACES.find(
		({ hosts, isPage }) => hosts.test(host) && isPage?.(url) !== false,
	);
	return place && { name: place.name, advice: place.advise?.(url) };
}
