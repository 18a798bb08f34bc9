import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnUserPoolGroup,
  ClientAttributes,
  FeaturePlan,
  Mfa,
  OAuthScope,
  StandardThreatProtectionMode,
  StringAttribute,
  UserPool,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { consoleUrlOf } from '#infra/constructs/console-url';
import { globalName, physicalName } from '#infra/constructs/stage';

const ROLES = {
  admin: 'Sets the platform up',
  ops: 'Runs things and prepares',
  approver: 'Approves what another subject prepared',
  auditor: 'Reads everything',
  holder: 'Reads its own rights holder, named by custom:holder_id',
} as const;

/** People and their roles: a user pool whose groups are the roles, and the console's client (code flow with PKCE). */
export class Identity extends Construct {
  readonly userPool: UserPool;
  readonly client: UserPoolClient;
  /** The hosted pages: `/oauth2/authorize`, `/oauth2/token`, `/logout`. */
  readonly signInUrl: string;
  /** The `iss` of its tokens. */
  readonly issuer: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.userPool = new UserPool(this, 'UserPool', {
      userPoolName: physicalName(this, 'royalty'),
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
      },
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { sms: false, otp: true },
      featurePlan: FeaturePlan.PLUS,
      standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION,
      // Only an administrator says whom a user speaks for.
      customAttributes: { holder_id: new StringAttribute({ minLen: 1, maxLen: 64, mutable: true }) },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const [groupName, description] of Object.entries(ROLES)) {
      new CfnUserPoolGroup(this, `Role-${groupName}`, {
        userPoolId: this.userPool.userPoolId,
        groupName,
        description,
      });
    }
    this.signInUrl = this.userPool
      .addDomain('SignIn', { cognitoDomain: { domainPrefix: globalName(this, 'royalty-sign-in') } })
      .baseUrl();
    this.client = this.#consoleClient();
    this.issuer = this.userPool.userPoolProviderUrl;
  }

  #consoleClient(): UserPoolClient {
    const consoleUrl = consoleUrlOf(this);
    return this.userPool.addClient('Console', {
      generateSecret: false,
      // Without this, whoever signs in could rewrite custom:holder_id and read as another holder.
      writeAttributes: new ClientAttributes().withStandardAttributes({ email: true }),
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL],
        callbackUrls: [`${consoleUrl}/signed-in`],
        logoutUrls: [`${consoleUrl}/signed-out`],
      },
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      idTokenValidity: Duration.hours(1),
      accessTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.hours(12),
    });
  }
}
