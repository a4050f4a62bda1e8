@{
    Name        = 'ci-validation'
    Description = 'What a change must pass before it is merged'
    Version     = '1.0'
    Tags        = @('ci', 'validation')

    Sequence    = @(
        @{
            Script     = '0400'
            Name       = 'environment'
            Parameters = @{ Require = @('git') }
            Timeout    = 60
            Required   = $true
        },
        @{
            Script     = '0407'
            Name       = 'syntax'
            Parameters = @{ All = $true }
            Timeout    = 120
            Required   = $true
        },
        @{
            Script     = '0404'
            Name       = 'analysis'
            Parameters = @{ All = $true; Severity = @('Error', 'Warning') }
            Timeout    = 300
        },
        @{ Script = '0413'; Name = 'configuration'; Parameters = @{ All = $true }; Timeout = 60 },
        @{ Script = '0420'; Name = 'metadata'; Timeout = 60 },
        @{ Script = '0425'; Name = 'documentation'; Timeout = 120 },
        @{
            Script     = '0450'
            Name       = 'repository'
            Parameters = @{ MaxSizeKB = 1024 }
            Timeout    = 60
        },
        @{
            Script  = '0402'
            Name    = 'tests'
            Needs   = @('configuration', 'metadata')
            Timeout = 600
        }
    )

    Options     = @{
        Parallel       = $true
        MaxConcurrency = 4
        StopOnError    = $false
        Timeout        = 1200
    }
}
