// One environment of the Case Progression Panels service: the container, its database, its bot registration, its secrets.
// az deployment group create -g GROUP -f infra/deploy/main.bicep -p image=… botAppId=… mailbox=… driveId=… teamsAppId=…

@description('Name of the environment, part of every resource name.')
param name string = 'cpp-panels'
param location string = resourceGroup().location
@description('The image, with its digest.')
param image string
@description('Application (client) id of the bot. Its registration is a user-assigned managed identity: no secret to keep.')
param botAppId string = identity.properties.clientId
@description('The Teams-licensed account that organises the meetings.')
param mailbox string
param driveId string
@description('Id of the Teams app in the organisation\'s catalogue.')
param teamsAppId string
@description('Allow-list of recipients; empty for everybody.')
param sendTo string = ''
@description('Start in shadow mode: nothing leaves, officers see what would.')
param shadow bool = true
@secure()
param databasePassword string
@secure()
@description('A secret of the service\'s own, from which others are derived.')
param encryptionKey string
param minReplicas int = 1
param maxReplicas int = 2

var tags = { service: 'case-progression-panels' }

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-id'
  location: location
  tags: tags
}

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: '${name}-logs'
  location: location
  tags: tags
  properties: { retentionInDays: 90, sku: { name: 'PerGB2018' } }
}

resource database 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {
  name: '${name}-db'
  location: location
  tags: tags
  sku: { name: 'Standard_B2s', tier: 'Burstable' }
  properties: {
    version: '16'
    administratorLogin: 'panels'
    administratorLoginPassword: databasePassword
    storage: { storageSizeGB: 32 }
    backup: { backupRetentionDays: 35, geoRedundantBackup: 'Enabled' }
    network: { publicNetworkAccess: 'Enabled' }
  }

  resource panels 'databases' = { name: 'panels' }

  // Only Azure's own services: the container's environment is one of them.
  resource azure 'firewallRules' = {
    name: 'azure-services'
    properties: { startIpAddress: '0.0.0.0', endIpAddress: '0.0.0.0' }
  }
}

resource environment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: '${name}-env'
  location: location
  tags: tags
  properties: {
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: { customerId: logs.properties.customerId, sharedKey: logs.listKeys().primarySharedKey }
    }
  }
}

resource guide 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: take(replace('${name}${uniqueString(resourceGroup().id)}', '-', ''), 24)
  location: location
  tags: tags
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
  properties: { minimumTlsVersion: 'TLS1_2', allowBlobPublicAccess: false }

  resource files 'fileServices' = {
    name: 'default'
    resource share 'shares' = { name: 'guide' }
  }
}

resource guideMount 'Microsoft.App/managedEnvironments/storages@2024-03-01' = {
  parent: environment
  name: 'guide'
  properties: {
    azureFile: {
      accountName: guide.name
      accountKey: guide.listKeys().keys[0].value
      shareName: 'guide'
      accessMode: 'ReadOnly'
    }
  }
}

var databaseUrl = 'postgresql://panels:${uriComponent(databasePassword)}@${database.properties.fullyQualifiedDomainName}/panels?ssl=require'

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: name
  location: location
  tags: tags
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    managedEnvironmentId: environment.id
    configuration: {
      ingress: { external: true, targetPort: 8080, allowInsecure: false }
      secrets: [
        { name: 'database-url', value: databaseUrl }
        { name: 'encryption-key', value: encryptionKey }
      ]
    }
    template: {
      scale: { minReplicas: minReplicas, maxReplicas: maxReplicas }
      volumes: [ { name: 'guide', storageName: guideMount.name, storageType: 'AzureFile' } ]
      containers: [
        {
          name: 'panels'
          image: image
          resources: { cpu: json('0.5'), memory: '1Gi' }
          volumeMounts: [ { volumeName: 'guide', mountPath: '/guide' } ]
          probes: [
            { type: 'Liveness', httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 30 }
            { type: 'Readiness', httpGet: { path: '/readyz', port: 8080 }, periodSeconds: 10 }
          ]
          env: [
            { name: 'PANELS_ENVIRONMENT', value: 'production' }
            { name: 'PANELS_DATABASE_URL', secretRef: 'database-url' }
            { name: 'PANELS_ENCRYPTION_KEY', secretRef: 'encryption-key' }
            { name: 'PANELS_TENANT_ID', value: subscription().tenantId }
            { name: 'PANELS_CLIENT_ID', value: identity.properties.clientId }
            { name: 'PANELS_BOT_APP_ID', value: botAppId }
            { name: 'PANELS_BOT_APP_TYPE', value: 'UserAssignedMSI' }
            { name: 'PANELS_MAILBOX', value: mailbox }
            { name: 'PANELS_DRIVE_ID', value: driveId }
            { name: 'PANELS_TEAMS_APP_ID', value: teamsAppId }
            { name: 'PANELS_GUIDE_FILE', value: '/guide/CPP Information Reference Guide.pdf' }
            { name: 'PANELS_SEND_TO', value: sendTo }
            { name: 'PANELS_SHADOW', value: string(shadow) }
            { name: 'PANELS_PUBLIC_URL', value: 'https://${name}.${environment.properties.defaultDomain}' }
          ]
        }
      ]
    }
  }
}

resource bot 'Microsoft.BotService/botServices@2022-09-15' = {
  name: '${name}-bot'
  location: 'global'
  tags: tags
  kind: 'azurebot'
  sku: { name: 'F0' }
  properties: {
    displayName: 'Case Progression Panels'
    endpoint: 'https://${app.properties.configuration.ingress.fqdn}/api/messages'
    msaAppId: botAppId
    msaAppType: 'UserAssignedMSI'
    msaAppTenantId: subscription().tenantId
    msaAppMSIResourceId: identity.id
  }

  resource teams 'channels' = {
    name: 'MsTeamsChannel'
    location: 'global'
    properties: { channelName: 'MsTeamsChannel', properties: { isEnabled: true } }
  }
}

output url string = 'https://${app.properties.configuration.ingress.fqdn}'
@description('Give this identity the permissions that integrations/graph/README.md lists.')
output identityPrincipalId string = identity.properties.principalId
