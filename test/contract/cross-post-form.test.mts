import type { INodeParameters } from 'n8n-workflow';

import { getCrossPostFields } from '../../nodes/Pharlo/methods/resourceMapping.ts';
import { crossPostVideo } from '../harness/cross-post.mts';
import { editing } from '../harness/contexts.mts';
import { FACEBOOK, Pharlo, YOUTUBE } from '../harness/pharlo.mts';

let pharlo: Pharlo;
beforeAll(async () => {
	pharlo = await Pharlo.start();
});
afterAll(async () => await pharlo.close());
afterEach(() => pharlo.reset());

async function open(more: INodeParameters = {}) {
	const { credential } = pharlo;
	return await getCrossPostFields.call(
		editing(crossPostVideo({ detailsMode: 'form', ...more }), { credential }),
	);
}

test('has the fields of the chosen connections, and asks for what is not entered once for all', async () => {
	const { fields } = await open();
	expect(fields.map(({ id, displayName, required }) => [id, displayName, required])).toEqual([
		['youtube:contentType', 'YouTube: Content Type', false],
		['youtube:title', 'YouTube: Title', false],
		['youtube:description', 'YouTube: Description', false],
		['youtube:privacy', 'YouTube: Privacy', true],
		['youtube:tags', 'YouTube: Tags', false],
		['youtube:categoryId', 'YouTube: Category', false],
		['youtube:madeForKids', 'YouTube: Made for Kids', false],
		['facebook:contentType', 'Facebook: Content Type', false],
		['facebook:title', 'Facebook: Title', false],
		['facebook:description', 'Facebook: Description', false],
		['facebook:recordedAt', 'Facebook: Recorded At', false],
		['facebook:thumbnailSecond', 'Facebook: Thumbnail Second', false],
	]);
	expect(fields.find(({ id }) => id === 'youtube:privacy')).toMatchObject({
		type: 'options',
		defaultValue: 'private',
	});
});

test('only platforms that were chosen', async () => {
	const { fields } = await open({ connectionIds: [FACEBOOK] });
	expect(fields.filter(({ id }) => !id.startsWith('facebook:'))).toEqual([]);
});

test('a platform that does not take the content type only asks for another one', async () => {
	const { fields } = await open({ contentType: 'text' });
	const ofYouTube = fields.filter(({ id }) => id.startsWith('youtube:'));
	expect(ofYouTube).toMatchObject([
		{
			id: 'youtube:contentType',
			required: true,
			options: [
				{ name: 'Video', value: 'video' },
				{ name: 'Short', value: 'short' },
			],
		},
	]);
});

test('with an expression, every platform that takes the content type can be filled in, and none has to', async () => {
	const { fields } = await open({ connectionIds: '={{ $json.ids }}' });
	expect(new Set(fields.map(({ id }) => id.split(':')[0]))).toEqual(
		new Set(['youtube', 'facebook']),
	);
	expect(fields.filter(({ required }) => required)).toEqual([]);
});

test('without connections it says what to do', async () => {
	pharlo.switch({ plannedPlatforms: false });
	const { fields, emptyFieldsNotice } = await open({ connectionIds: [], contentType: 'carousel' });
	expect(fields).toEqual([]);
	expect(emptyFieldsNotice).toContain('Choose connections');
});

test('the platform of a connection is asked for once', async () => {
	await open({ connectionIds: [YOUTUBE, FACEBOOK] });
	pharlo.requests.length = 0;
	await open({ connectionIds: [FACEBOOK, YOUTUBE] });
	expect(pharlo.requests.filter(({ path }) => path.includes('/connections'))).toEqual([]);
});
