import { callbackStormSuite } from '../suites/callback-storm.mts';
import { startOwnN8n } from './own-n8n.mts';

callbackStormSuite(startOwnN8n);
