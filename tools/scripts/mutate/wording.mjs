/**
 * A plugin for StrykerJS that leaves out mutants of mere wording. Taking out all mutants of strings would
 * lose those that matter, such as statuses, headers and keys. These are single words; what is written for
 * people has several. A test that held each message to its letter would only be its second copy.
 */

/** Two words in a row. */
const WORDS = /\p{L}{2}\S* [\p{L}&]/u;

/** Expressions of n8n and formats of luxon hold spaces, but they are code. */
const CODE = /^=|HH:mm/;

/** Properties that n8n shows to people, even where they hold a single word. */
const SHOWN = ['displayName', 'label', 'description', 'placeholder', 'hint'];

const isWording = (text) => WORDS.test(text) && !CODE.test(text);

/** An expression in which there is nothing to break. Leaving out a template leaves out all that it holds. */
const isPlain = (path) =>
	path.isIdentifier() ||
	(path.isMemberExpression({ computed: false }) && isPlain(path.get('object')));

function isShown({ parent, key }) {
	return key === 'value' && parent.type === 'ObjectProperty' && SHOWN.includes(parent.key.name);
}

function shouldIgnore(path) {
	const isText = path.isStringLiteral()
		? isWording(path.node.value) || isShown(path)
		: path.isTemplateLiteral() &&
			path.node.quasis.some(({ value }) => isWording(value.raw)) &&
			path.get('expressions').every(isPlain);
	return isText ? 'wording' : undefined;
}

/** The form of a plugin of kind Ignore, as `declareValuePlugin` of StrykerJS makes it. */
export const strykerPlugins = [{ kind: 'Ignore', name: 'wording', value: { shouldIgnore } }];
