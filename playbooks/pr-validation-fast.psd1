@{
    Name        = 'pr-validation-fast'
    Description = 'Quick check of a pull request: syntax and configuration'
    Version     = '1.0'
    Tags        = @('validation', 'pull-request')

    Sequence    = @('0407', '0413')

    # Both scripts have a switch All.
    Variables   = @{ All = $true }

    Options     = @{
        Parallel    = $true
        StopOnError = $false
        Timeout     = 120
    }
}
