"""Microsoft Graph: mail, calendar, files, app installs, directory, subscriptions and attendance, one file per noun."""
