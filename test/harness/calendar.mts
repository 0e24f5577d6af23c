import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { connection, createVideo, MEDIA, savedForm } from './parameters.mts';
import { INACTIVE, YOUTUBE } from './pharlo.mts';

/** What is wrong in a row of a calendar, and what a check says of it. */
export interface Fault {
	readonly cells: IDataObject;
	/** The display name of the parameter. */
	readonly parameter: string;
	readonly whatToDo: string;
}

/** Parameters of Create and Check whose values come from the rows of a calendar. */
export const FROM_CALENDAR: INodeParameters = createVideo({
	connectionId: connection('={{ $json.connection }}'),
	contentType: '={{ $json.type }}',
	mediaUrl: '={{ $json.media }}',
	payloadMode: "={{ $json.payload === undefined ? 'form' : 'json' }}",
	payloadForm: savedForm({
		title: '={{ $json.title }}',
		privacy: '={{ $json.privacy }}',
		tags: '={{ $json.tags }}',
	}),
	payloadJson: '={{ $json.payload }}',
	publish: 'scheduled',
	scheduledAt: '={{ $json.at }}',
	timezone: { __rl: true, mode: 'name', value: '={{ $json.zone }}' },
	options: { idempotency: 'own', idempotencyKey: '={{ $json.key }}' },
});

const HOUR_MS = 3_600_000;

/** A calendar of videos, one an hour from tomorrow on, so that no access expires before the last. */
export function calendar(count: number): IDataObject[] {
	const tomorrow = Date.now() + 24 * HOUR_MS;
	return Array.from({ length: count }, (_, row) => ({
		connection: YOUTUBE,
		type: 'video',
		media: MEDIA,
		title: `Video ${row}`,
		privacy: 'public',
		tags: 'demo, product',
		at: new Date(tomorrow + row * HOUR_MS).toISOString().slice(0, 19),
		zone: 'Etc/UTC',
		key: `row-${row}`,
	}));
}

/**
 * Spreads faults over a calendar, each in a row of its own.
 *
 * @returns the rows, and the fault of each row that has one
 */
export function withFaults(rows: readonly IDataObject[], faults: readonly Fault[]) {
	const distance = Math.floor(rows.length / faults.length);
	const faultOf = new Map(faults.map((fault, index) => [index * distance + 7, fault]));
	return { rows: rows.map((row, index) => ({ ...row, ...faultOf.get(index)?.cells })), faultOf };
}

/** What users get wrong in a table, one of each kind. */
export const FAULTS: readonly Fault[] = [
	{
		cells: { title: '' },
		parameter: 'Title',
		whatToDo: 'Pharlo requires it for this platform and content type.',
	},
	{ cells: { title: 'x'.repeat(101) }, parameter: 'Title', whatToDo: 'It is 1 too long.' },
	{
		cells: { privacy: 'friends' },
		parameter: 'Privacy',
		whatToDo: 'Use one of: private, public, unlisted.',
	},
	{
		cells: { tags: 'x'.repeat(501) },
		parameter: 'Tags',
		whatToDo: 'Use fewer or shorter entries.',
	},
	{
		cells: { at: '2020-01-15T18:00:00' },
		parameter: 'Date and Time',
		whatToDo: "Choose a later time, or set 'Publish' to 'Now'.",
	},
	{
		cells: { at: '2036-01-15' },
		parameter: 'Date and Time',
		whatToDo: 'Add the time of day, for example 2036-01-15T18:00:00.',
	},
	{
		cells: { at: '2036-03-30T02:30:00', zone: 'Europe/Berlin' },
		parameter: 'Date and Time',
		whatToDo: 'Choose a time before 02:00 or from 03:00 on.',
	},
	{
		cells: { at: 'next Tuesday' },
		parameter: 'Date and Time',
		whatToDo:
			'Pick a date and time, or enter one such as 2027-03-28T18:00:00, with or without an offset such as +02:00.',
	},
	{
		cells: { zone: 'Europe/Atlantis' },
		parameter: 'Time Zone',
		whatToDo: 'Choose one from the list, or enter an IANA name such as Europe/Berlin.',
	},
	{
		cells: { media: '' },
		parameter: 'Media URL',
		whatToDo: 'Its expression returns nothing. Correct it, or clear the field.',
	},
	{
		cells: { media: 'cdn.example.com/demo.mp4' },
		parameter: 'Media URL',
		whatToDo:
			'Pharlo downloads the file without logging in: upload it to a public place such as a CDN or object storage, and enter that address.',
	},
	{
		cells: { media: 'https://drive.google.com/file/d/1a2B3c4D5e6F7g8H9i0J/view?usp=sharing' },
		parameter: 'Media URL',
		whatToDo:
			'Share the file with anyone who has the link, and enter https://drive.google.com/uc?export=download&id=1a2B3c4D5e6F7g8H9i0J. Drive gives files up to about 100 MB like this: upload a larger one to a public place such as a CDN or object storage.',
	},
	{
		cells: { media: 'https://192.168.0.7/demo.mp4' },
		parameter: 'Media URL',
		whatToDo:
			'Pharlo downloads the file without logging in: upload it to a public place such as a CDN or object storage, and enter that address.',
	},
	{
		cells: { payload: '["Video"]' },
		parameter: 'Payload (JSON)',
		whatToDo: 'Enter an object, for example {"title": "Product Demo", "privacy": "public"}.',
	},
	{
		cells: { payload: '{"title": null}' },
		parameter: 'Payload (JSON)',
		whatToDo: 'Give it a value, or remove the key: without one Pharlo would use its own default.',
	},
	{
		cells: { connection: '00000000-0000-4000-8000-000000000000' },
		parameter: 'Connection',
		whatToDo: 'Choose one from the list.',
	},
	{
		cells: { connection: INACTIVE },
		parameter: 'Connection',
		whatToDo: "Turn it on with Connection → Update, field 'Active'.",
	},
	{
		cells: { type: 'story', payload: '{"title": "Video"}' },
		parameter: 'Content Type',
		whatToDo: 'YouTube takes Video and Short.',
	},
	{
		cells: { type: 'image', payload: '{"title": "Video"}' },
		parameter: 'Content Type',
		whatToDo: 'YouTube takes Video and Short.',
	},
	{
		cells: { key: '' },
		parameter: 'Idempotency Key',
		whatToDo:
			"Enter a key that is different for every post, or set 'Idempotency' to 'Automatic Key'.",
	},
];
