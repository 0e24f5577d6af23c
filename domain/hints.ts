import { CREDITS_PER_POST } from './check';

type Json = Readonly<Record<string, unknown>>;

/** A post that was asked for, and the assignment that came of it. */
export interface CreatedPost {
	/** Pharlo's request body. */
	readonly asked: Json;
	readonly created: Json;
}

/** Below this many, the user reads how many more posts the credits are enough for. */
const FEW_POSTS = 10;

/**
 * What the output of a Create does not say by itself, and users misunderstand. At most one hint of each
 * kind, with numbers.
 *
 * @param balance credits that are left; null where Pharlo has not told
 */
export function hintsAfterCreate(posts: readonly CreatedPost[], balance: number | null): string[] {
	const total = posts.length;
	const count = (isMeant: (post: CreatedPost) => boolean): number => posts.filter(isMeant).length;
	const existed = count(({ created }) => created.alreadyExisted === true);
	const waiting = count(({ asked }) => asked.scheduledAt !== undefined);
	const hidden = count(isPrivateOnYouTube);
	const untold = count(({ asked }) => asked.callbackUrl === undefined);
	const isOne = total === 1;
	const which = (some: number, what: string): string =>
		isOne ? `the ${what}` : `${some} of ${total} ${what}s`;
	const left = balance === null ? null : Math.floor(balance / CREDITS_PER_POST);
	return [
		existed > 0
			? `${isOne ? 'The post' : which(existed, 'post')} existed already and ${existed === 1 ? 'was' : 'were'} not created again, see 'alreadyExisted'.`
			: undefined,
		waiting > 0
			? `Created, not live yet: ${isOne ? 'it waits' : `${waiting} of ${total} ${waiting === 1 ? 'waits' : 'wait'}`} for the publish time.`
			: undefined,
		hidden > 0
			? `YouTube keeps ${which(hidden, 'video')} private. Set its Privacy to Public or Unlisted to publish for others.`
			: undefined,
		untold > 0
			? `Nobody is told what becomes of ${which(untold, 'post')}: there is no callback URL. Enter that of a Pharlo Trigger in the credential, or use Create and Wait.`
			: undefined,
		total > 0 && left !== null && left < FEW_POSTS
			? `The credits are enough for ${left} more ${left === 1 ? 'post' : 'posts'}.`
			: undefined,
	].filter((hint) => hint !== undefined);
}

/** A YouTube video is private unless the payload says otherwise (Publishing guide, YouTube). */
function isPrivateOnYouTube({ asked, created }: CreatedPost): boolean {
	const { privacy = 'private' } = (asked.payload ?? {}) as { privacy?: unknown };
	return created.platform === 'youtube' && privacy === 'private';
}
