// The typical stack that reads its access_token in INIT, as the subject does.
import { handler, token } from './typical.mjs';

await token();

export { handler };
