@{
    GUID              = 'EEFCB906-B326-4E99-9F54-8B4BB6EF3C6D'
    ModuleVersion     = '7.0.0.0'
    Author            = 'AitherZero'
    Description       = 'Items, content, locations, drives and processes for the embedded PowerShell host'
    PowerShellVersion = '7.6'
    CompatiblePSEditions = @('Core')
    NestedModules     = @('AitherZero.PowerShell.Management.dll')
    FunctionsToExport = @()
    AliasesToExport   = @()
    CmdletsToExport   = @(
        'Add-Content', 'Clear-Content', 'Clear-Item', 'Clear-ItemProperty', 'Convert-Path', 'Copy-Item', 'Get-ChildItem', 'Get-Content',
        'Get-Item', 'Get-ItemProperty', 'Get-ItemPropertyValue', 'Get-Location', 'Get-Process', 'Get-PSDrive',
        'Get-PSProvider', 'Invoke-Item', 'Join-Path', 'Move-Item', 'New-Item', 'New-ItemProperty', 'New-PSDrive',
        'Pop-Location', 'Push-Location', 'Remove-Item', 'Remove-ItemProperty', 'Remove-PSDrive', 'Rename-Item',
        'Resolve-Path', 'Set-Content', 'Set-Item', 'Set-ItemProperty', 'Set-Location', 'Split-Path', 'Start-Process',
        'Stop-Process', 'Test-Path', 'Wait-Process'
    )
}
