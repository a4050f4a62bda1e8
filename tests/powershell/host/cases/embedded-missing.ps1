# What this host lacks says so, and only a call finds it.
try { Get-CmsMessage } catch [System.Management.Automation.CommandNotFoundException] { $_.Exception.Message }
$null -eq (Get-Command Get-CmsMessage -ErrorAction Ignore)
try { Get-NotACommand } catch { $_.FullyQualifiedErrorId }
