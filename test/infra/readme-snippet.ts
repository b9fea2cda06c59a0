import { App, Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { ImageEditor } from 'darkroom';

const app = new App();
const stack = new Stack(app, 'MyApp');
new ImageEditor(stack, 'Editor', {
  apiKey: Secret.fromSecretNameV2(stack, 'Key', 'model-studio-key'),
  imagesPerDay: 200,
});
app.synth();
