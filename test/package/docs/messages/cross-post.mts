import type { INodeParameters } from 'n8n-workflow';

import { crossPostVideo } from '../../../harness/cross-post.mts';
import { runPharlo } from '../../../harness/engine.mts';
import { FACEBOOK, INACTIVE, YOUTUBE, type Pharlo } from '../../../harness/pharlo.mts';
import { complaint, textOf, type Producer } from './producer.mts';

function crossPosting(wrong: INodeParameters): (pharlo: Pharlo) => Promise<string> {
	return async (pharlo) => await complaint(pharlo, crossPostVideo(wrong));
}

function detailed(details: object): ReturnType<typeof crossPosting> {
	return crossPosting({ detailsJson: JSON.stringify(details) });
}

/** What the first item says, where the workflow continues. */
async function continuing(pharlo: Pharlo): Promise<string> {
	const { items } = await runPharlo(crossPostVideo({ connectionIds: [INACTIVE, YOUTUBE] }), {
		credential: pharlo.credential,
		settings: { onError: 'continueRegularOutput' },
	});
	return textOf(items[1]?.json.error);
}

/** What is refused before anything is posted on several connections. */
export const crossPosts: readonly Producer[] = [
	["'Connection Names or IDs' is empty", crossPosting({ connectionIds: '={{ "" }}' })],
	[
		"'Connection Names or IDs' has an entry that is empty",
		crossPosting({ connectionIds: `${YOUTUBE},,${FACEBOOK}` }),
	],
	[
		"'Connection Names or IDs' is '…', which is none of the connections of this API key",
		crossPosting({ connectionIds: [YOUTUBE, 'nowhere'] }),
	],
	[
		"'Connection Names or IDs' is '…', which is inactive",
		crossPosting({ connectionIds: [INACTIVE, YOUTUBE] }),
	],
	[
		"'Content Type' is …, which … does not take",
		detailed({ youtube: { contentType: 'reel', privacy: 'public' } }),
	],
	[
		"'Text' has no place on …: it takes no text for the content type …",
		crossPosting({ connectionIds: [FACEBOOK], contentType: 'story' }),
	],
	[
		"'Text' cannot be used on …: Pharlo does not say which fields it takes for the content type …",
		crossPosting({ connectionIds: [FACEBOOK], contentType: 'reel' }),
	],
	[
		"'…: Privacy' is empty, but … has '…'",
		detailed({ youtube: { privacy: 'private' }, facebook: { contentType: 'text' } }),
	],
	[
		"'…' in the details is neither a platform nor a connection of this API key",
		detailed({ youtub: { privacy: 'public' } }),
	],
	["'contentType' of '…' is empty", detailed({ youtube: { contentType: '' } })],
	[
		"'Dates and Times (JSON)' has no time for the connection …",
		crossPosting({ publish: 'each', publishTimes: '{"youtube": "2036-01-15T18:00:00"}' }),
	],
	[
		'Not enough Pharlo credits for all posts of this run: … needed, … left',
		async (pharlo) => {
			pharlo.simulator.simulation.state.credits = 5;
			return await crossPosting({})(pharlo);
		},
	],
	[
		'… of … posts are invalid, so nothing was published',
		crossPosting({ connectionIds: [INACTIVE, 'nowhere'] }),
	],
	['Not published on …, because another connection of this item is invalid', continuing],
];
