import {
	addFirstNode,
	addNextNode,
	choose,
	chooseAction,
	chooseFromList,
	chooseFromMenu,
	chooseOptions,
	closeNode,
	executeStep,
	newWorkflow,
	openNode,
	outputOf,
	parameter,
	publishWorkflow,
	showOutputAs,
} from './editor.mts';
import { closeCredential, fillInForm, type Journey, type Step } from './journey.mts';

/** The field of the form; n8n gives the file the same name. */
const FILE_FIELD = 'Video';
const TITLE = 'My first video';

async function createCredential(journey: Journey): Promise<string> {
	const { user, editor } = journey;
	await user.say('This is n8n with the package installed. First, create the credential.');
	await chooseFromMenu(user, 'New credential');
	await user.type(editor.getByTestId('new-credential-type-select').locator('input'), 'pharlo');
	await user.click(editor.getByTestId('new-credential-type-select-option').getByText('Pharlo API'));
	await user.click(editor.getByTestId('new-credential-type-button'));

	await user.say('A wrong API key is noticed as soon as the credential is saved.');
	const window = editor.getByTestId('editCredential-modal');
	const save = editor.getByTestId('credential-save-button');
	await parameter(editor, 'apiKey').waitFor();
	// Not counted, because only the simulator needs it.
	await parameter(editor, 'baseUrl').fill(journey.simulatorUrl);
	await user.paste(parameter(editor, 'apiKey'), `${journey.apiKey.slice(0, -1)}x`);
	await user.click(save);
	await user.click(window.getByText('More details'));
	const message = await user.read(window.getByText('API key').filter({ hasText: 'accept' }));

	await user.say(
		'With the right key it works. Pharlo signs its callbacks with the webhook secret.',
	);
	await user.paste(parameter(editor, 'apiKey'), journey.apiKey);
	await user.paste(parameter(editor, 'webhookSecret'), journey.webhookSecret);
	await user.click(save);
	await user.read(window.getByText('tested successfully'));
	await closeCredential(journey);
	return message;
}

async function buildForm(journey: Journey): Promise<string> {
	const { user, editor } = journey;
	await user.say('The first workflow starts with a form, to which somebody uploads a video.');
	await newWorkflow(user);
	await addFirstNode(user, 'form', 'n8n Form');
	await chooseAction(user, /^On new n8n Form event/);
	await user.type(parameter(editor, 'formTitle'), 'Post a video');
	await user.click(editor.getByTestId('fixed-collection-add').first());
	await user.type(parameter(editor, 'fieldLabel'), FILE_FIELD);
	await choose(user, 'fieldType', 'File');
	const form = editor.waitForEvent('popup');
	await executeStep(user);
	await user.turnTo(await form);
	await fillInForm(journey, 'first');
	await outputOf(editor).getByText('File Name').waitFor();
	const output = await user.read(outputOf(editor));
	await closeNode(user);
	return output;
}

async function checkPost(journey: Journey): Promise<string> {
	const { user, editor } = journey;
	await user.say('Add the Pharlo node. Check says what would be published, but publishes nothing.');
	await addNextNode(user, 'pharlo', 'Pharlo');
	await chooseAction(user, /^Check /);
	await user.say('Choose the channel. The video is the file of the form.');
	await chooseFromList(user, 'connectionId', /YouTube · Demo Channel/);
	await choose(user, 'media', 'Input File');
	await user.type(parameter(editor, 'binaryPropertyName'), FILE_FIELD);
	await user.say('Pharlo lists the fields of the platform. Here they are those of YouTube.');
	await user.type(parameter(editor, 'title'), TITLE);
	await choose(user, 'privacy', 'Public');
	await executeStep(user);
	await outputOf(editor).getByText('wouldSend').first().waitFor();
	const output = await user.read(outputOf(editor));
	await user.say('The post is valid, and there are enough credits for it.', 'now');
	return output;
}

async function createPost(journey: Journey): Promise<string> {
	const { user, editor } = journey;
	await user.say('Change the operation to Create. Everything that was entered stays.');
	await choose(user, 'operation', 'Create');
	await executeStep(user);
	await outputOf(editor).getByText('File Name').first().waitFor();
	await showOutputAs(user, 'schema');
	const output = await user.read(outputOf(editor));
	await user.say('Pharlo has created an assignment, and now downloads the video from n8n.', 'now');
	return output;
}

async function crossPost(journey: Journey): Promise<string> {
	const { user, editor } = journey;
	await user.say('Cross-Post publishes the same video on several channels and pages.');
	await choose(user, 'operation', 'Cross-Post');
	await chooseOptions(user, 'connectionIds', ['YouTube · Demo Channel', 'Facebook · Demo Page']);
	await user.type(parameter(editor, 'title'), TITLE);
	await user.type(parameter(editor, 'text'), 'See what is new');
	await choose(user, 'youtube:privacy', 'Public');
	await executeStep(user);
	await outputOf(editor).getByText('2 items').first().waitFor();
	await showOutputAs(user, 'table');
	await outputOf(editor).getByRole('cell', { name: 'facebook' }).first().waitFor();
	const output = await user.read(outputOf(editor));
	await user.say('There are two assignments: one for YouTube and one for Facebook.', 'now');
	await closeNode(user);
	return output;
}

async function publishForm(journey: Journey): Promise<string> {
	const { user, editor } = journey;
	await user.say('Publish the workflow, so that others can use the form.');
	await publishWorkflow(user);
	await openNode(user, 'On form submission');
	await user.click(editor.getByTestId('radio-button-production'));
	const address = editor.getByText(/\/form\//).last();
	journey.formAddress = await user.read(address);
	// This copies it.
	await user.click(address);
	await closeNode(user);
	return journey.formAddress;
}

/** From an empty n8n to a form that publishes on two channels. */
export const POSTING: readonly Step[] = [
	{ title: 'Create the credential, with a wrong key first', take: createCredential },
	{ title: 'Build a form with a file, and fill it in', take: buildForm },
	{ title: 'Check the post', take: checkPost },
	{ title: 'Create the post', take: createPost },
	{ title: 'Cross-post to two channels', take: crossPost },
	{ title: 'Publish the form', take: publishForm },
];
