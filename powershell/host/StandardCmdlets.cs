using System;

namespace AitherZero.PowerShell.Host;

/// <summary>The names of the cmdlets and functions that PowerShell 7.6 brings along as modules, on Unix and Windows, sorted.</summary>
internal static class StandardCmdlets
{
    private const string Text = """
        Add-Content Add-Member Add-Type Clear-Content Clear-Item Clear-ItemProperty
        Clear-RecycleBin Clear-Variable Compare-Object Compress-Archive Convert-Path
        ConvertFrom-CliXml ConvertFrom-Csv ConvertFrom-Json ConvertFrom-Markdown
        ConvertFrom-SddlString ConvertFrom-SecureString ConvertFrom-StringData ConvertTo-CliXml
        ConvertTo-Csv ConvertTo-Html ConvertTo-Json ConvertTo-SecureString ConvertTo-Xml
        Copy-Item Copy-ItemProperty Debug-Process Debug-Runspace Disable-PSBreakpoint
        Disable-RunspaceDebug Enable-PSBreakpoint Enable-RunspaceDebug Expand-Archive
        Export-Alias Export-Clixml Export-Csv Export-FormatData Export-PSSession Find-Module
        Find-PSResource Find-Package Find-PackageProvider Find-Script Format-Custom Format-Hex
        Format-List Format-Table Format-Wide Get-Acl Get-Alias Get-AuthenticodeSignature
        Get-ChildItem Get-CimAssociatedInstance Get-CimClass Get-CimInstance Get-CimSession
        Get-Clipboard Get-CmsMessage Get-ComputerInfo Get-Content Get-Counter Get-Credential
        Get-Culture Get-Date Get-Error Get-Event Get-EventSubscriber Get-ExecutionPolicy
        Get-FileHash Get-FormatData Get-Host Get-HotFix Get-InstalledModule
        Get-InstalledPSResource Get-InstalledScript Get-Item Get-ItemProperty
        Get-ItemPropertyValue Get-Location Get-MarkdownOption Get-Member Get-PSBreakpoint
        Get-PSCallStack Get-PSDrive Get-PSProvider Get-PSReadLineKeyHandler Get-PSReadLineOption
        Get-PSRepository Get-PSResourceRepository Get-PSScriptFileInfo Get-Package
        Get-PackageProvider Get-PackageSource Get-PfxCertificate Get-Process Get-Random
        Get-Runspace Get-RunspaceDebug Get-SecureRandom Get-Service Get-TimeZone Get-TraceSource
        Get-TypeData Get-UICulture Get-Unique Get-Uptime Get-Variable Get-Verb Get-WinEvent
        Group-Object Import-Alias Import-Clixml Import-Csv Import-LocalizedData Import-PSSession
        Import-PackageProvider Import-PowerShellDataFile Install-Module Install-PSResource
        Install-Package Install-PackageProvider Install-Script Invoke-CimMethod Invoke-Expression
        Invoke-Item Invoke-RestMethod Invoke-WebRequest Join-Path Join-String Measure-Command
        Measure-Object Move-Item Move-ItemProperty New-Alias New-CimInstance New-CimSession
        New-CimSessionOption New-Event New-FileCatalog New-Guid New-Item New-ItemProperty
        New-Object New-PSDrive New-PSScriptFileInfo New-ScriptFileInfo New-Service
        New-TemporaryDirectory New-TemporaryFile New-TimeSpan New-Variable New-WinEvent Out-File
        Out-GridView Out-Printer Out-String Pop-Location Protect-CmsMessage Publish-Module
        Publish-PSResource Publish-Script Push-Location Read-Host Register-CimIndicationEvent
        Register-EngineEvent Register-ObjectEvent Register-PSRepository
        Register-PSResourceRepository Register-PackageSource Remove-Alias Remove-CimInstance
        Remove-CimSession Remove-Event Remove-Item Remove-ItemProperty Remove-PSBreakpoint
        Remove-PSDrive Remove-PSReadLineKeyHandler Remove-Service Remove-TypeData Remove-Variable
        Rename-Computer Rename-Item Rename-ItemProperty Resolve-Path Restart-Computer
        Restart-Service Resume-Service Save-Module Save-PSResource Save-Package Save-Script
        Select-Object Select-String Select-Xml Send-MailMessage Set-Acl Set-Alias
        Set-AuthenticodeSignature Set-CimInstance Set-Clipboard Set-Content Set-Date
        Set-ExecutionPolicy Set-Item Set-ItemProperty Set-Location Set-MarkdownOption
        Set-PSBreakpoint Set-PSReadLineKeyHandler Set-PSReadLineOption Set-PSRepository
        Set-PSResourceRepository Set-PackageSource Set-Service Set-TimeZone Set-TraceSource
        Set-Variable Show-Command Show-Markdown Sort-Object Split-Path Start-Process
        Start-Service Start-Sleep Start-ThreadJob Start-Transcript Stop-Computer Stop-Process
        Stop-Service Stop-Transcript Suspend-Service Tee-Object Test-Connection Test-FileCatalog
        Test-Json Test-PSScriptFileInfo Test-Path Test-ScriptFileInfo Trace-Command Unblock-File
        Uninstall-Module Uninstall-PSResource Uninstall-Package Uninstall-Script
        Unprotect-CmsMessage Unregister-Event Unregister-PSRepository
        Unregister-PSResourceRepository Unregister-PackageSource Update-FormatData Update-List
        Update-Module Update-ModuleManifest Update-PSModuleManifest Update-PSResource
        Update-PSScriptFileInfo Update-Script Update-ScriptFileInfo Update-TypeData Wait-Debugger
        Wait-Event Wait-Process Write-Debug Write-Error Write-Host Write-Information Write-Output
        Write-Progress Write-Verbose Write-Warning
        """;

    /// <summary>Split on each call; the caller keeps what it needs.</summary>
    public static string[] Names => Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
