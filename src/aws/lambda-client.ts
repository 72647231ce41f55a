// Its own module so that a bundler can set exactly these two apart.
export { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
