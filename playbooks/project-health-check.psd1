@{
    Name        = 'project-health-check'
    Description = 'All checks of the project, then a report'
    Version     = '1.0'
    Tags        = @('validation', 'health')

    # What must come first stands in the headers of the scripts: 0400 before
    # the checks, 0407 before what reads or runs PowerShell. The report waits
    # for all of them.
    Sequence    = @(
        @{
            Script      = '0400_Check-Environment.ps1'
            Description = 'Tools, versions and disk space'
            Timeout     = 60
        },
        @{
            Script      = '0407_Validate-Syntax.ps1'
            Description = 'Syntax of all PowerShell files'
            Parameters  = @{ All = $true }
            Timeout     = 120
        },
        @{
            Script      = '0413_Validate-Config.ps1'
            Description = 'Configuration files and playbooks'
            Parameters  = @{ All = $true }
            Timeout     = 60
        },
        @{
            Script          = '0404_Run-PSScriptAnalyzer.ps1'
            Description     = 'Likely faults in PowerShell files'
            Parameters      = @{ All = $true }
            Timeout         = 300
            ContinueOnError = $true
        },
        @{
            Script      = '0420_Validate-ScriptMetadata.ps1'
            Description = 'Headers of the numbered scripts'
            Timeout     = 60
        },
        @{
            Script          = '0425_Validate-Documentation.ps1'
            Description     = 'Links of the documentation'
            Timeout         = 120
            ContinueOnError = $true
        },
        @{
            Script      = '0402_Run-Tests.ps1'
            Description = 'Tests of the scripts'
            Parameters  = @{ Kind = 'PowerShell' }
            Timeout     = 300
        },
        @{
            Script          = '0510_Generate-ProjectReport.ps1'
            Description     = 'Report as JSON and Markdown'
            Needs           = @('0402', '0404', '0413', '0420', '0425')
            Timeout         = 120
            ContinueOnError = $true
        }
    )

    Options     = @{
        Parallel    = $true
        StopOnError = $true
        Timeout     = 900
    }
}
