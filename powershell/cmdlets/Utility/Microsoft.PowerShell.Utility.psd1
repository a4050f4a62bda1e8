@{
    RootModule = 'AitherZero.PowerShell.Utility.dll'
    ModuleVersion = '7.0.0.0'
    GUID = '1da87e53-152b-403e-98dc-74d7b4d63d59'
    Author = 'AitherZero'
    Description = 'The cmdlets of Microsoft.PowerShell.Utility that the embedded host has'
    PowerShellVersion = '7.6'
    CompatiblePSEditions = @('Core')
    CmdletsToExport = @(
        'Add-Member', 'Clear-Variable', 'Compare-Object', 'ConvertFrom-Csv', 'ConvertFrom-Json'
        'ConvertFrom-StringData', 'ConvertTo-Csv', 'ConvertTo-Json', 'Export-Csv'
        'Format-Custom', 'Format-List', 'Format-Table', 'Format-Wide'
        'Get-Alias', 'Get-Date', 'Get-FileHash', 'Get-Host', 'Get-Member', 'Get-PSCallStack'
        'Get-Random', 'Get-SecureRandom', 'Get-Unique', 'Get-Uptime', 'Get-Variable', 'Get-Verb', 'Group-Object'
        'Import-Csv', 'Import-PowerShellDataFile', 'Invoke-Expression', 'Join-String'
        'Measure-Command', 'Measure-Object'
        'New-Alias', 'New-Guid', 'New-Object', 'New-TemporaryFile', 'New-TimeSpan', 'New-Variable'
        'Out-File', 'Out-String', 'Read-Host', 'Remove-Variable'
        'Select-Object', 'Select-String', 'Set-Alias', 'Set-Variable', 'Sort-Object', 'Start-Sleep'
        'Tee-Object'
        'Write-Debug', 'Write-Error', 'Write-Host', 'Write-Information', 'Write-Output'
        'Write-Progress', 'Write-Verbose', 'Write-Warning'
    )
    FunctionsToExport = @()
    AliasesToExport = @()
    VariablesToExport = @()
}
