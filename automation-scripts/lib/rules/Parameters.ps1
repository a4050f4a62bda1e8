# Rules about parameters.

using namespace System.Management.Automation.Language

$script:CommonParameters = @(
    'Verbose', 'Debug', 'ErrorAction', 'ErrorVariable', 'WarningAction', 'WarningVariable',
    'InformationAction', 'InformationVariable', 'ProgressAction', 'OutVariable', 'OutBuffer',
    'PipelineVariable'
)

# The script block that declares a parameter, or nothing for one of a method.
function Get-DeclaringBlock {
    param([ParameterAst] $Parameter)
    $parent = $Parameter.Parent
    if ($parent -is [FunctionDefinitionAst]) { return $parent.Body }
    if ($parent -is [ParamBlockAst]) { return $parent.Parent }
}

# A function or a whole script, not a block that someone else calls.
function Test-NamedBlock {
    param($Block)
    $Block -and ($null -eq $Block.Parent -or $Block.Parent -is [FunctionDefinitionAst])
}

# A value that the caller has to give is never taken from the default.
Add-Rule 'MandatoryDefault' 'Warning' ([ParameterAst]) {
    process {
        if (-not $_.DefaultValue) { return }
        foreach ($attribute in (Find-ParameterAttribute $_ 'Parameter')) {
            if (Test-AttributeArgument $attribute 'Mandatory') {
                return New-Fault $_ "$($_.Name) is mandatory, so its default is never used."
            }
        }
    }
}

Add-Rule 'SwitchDefaultTrue' 'Warning' ([ParameterAst]) {
    process {
        if ($_.StaticType -eq [Management.Automation.SwitchParameter] -and
            $_.DefaultValue -and $_.DefaultValue.Extent.Text -eq '$true') {
            New-Fault $_ "$($_.Name) is on when it is not given; name the switch for the opposite."
        }
    }
}

# CmdletBinding brings these along; declaring one again fails when called.
Add-Rule 'ReservedParameter' 'Error' ([ParameterAst]) {
    process {
        if ($_.Name.VariablePath.UserPath -notin $script:CommonParameters) { return }
        $block = Get-DeclaringBlock $_
        if (-not $block -or -not $block.ParamBlock) { return }
        foreach ($attribute in $block.ParamBlock.Attributes) {
            if ($attribute.TypeName.Name -eq 'CmdletBinding') {
                return New-Fault $_ "$($_.Name) is a common parameter already."
            }
        }
    }
}

# Without `process` only the last object of the pipeline is seen.
Add-Rule 'MissingProcessBlock' 'Warning' ([ParameterAst]) {
    process {
        $block = Get-DeclaringBlock $_
        if (-not $block -or $block.ProcessBlock) { return }
        foreach ($attribute in (Find-ParameterAttribute $_ 'Parameter')) {
            if ((Test-AttributeArgument $attribute 'ValueFromPipeline') -or
                (Test-AttributeArgument $attribute 'ValueFromPipelineByPropertyName')) {
                return New-Fault $_ "$($_.Name) takes the pipeline, but there is no process block."
            }
        }
    }
}

Add-Rule 'PlainTextSecret' 'Warning' ([ParameterAst]) {
    process {
        if ($_.Name.VariablePath.UserPath -match '(password|passphrase|apikey)$' -and
            $_.StaticType -in [string], [object]) {
            New-Fault $_ "$($_.Name) is plain text; use [securestring]."
        }
    }
}

Add-Rule 'UnusedParameter' 'Warning' ([ParameterAst]) {
    process {
        $block = Get-DeclaringBlock $_
        if (-not (Test-NamedBlock $block)) { return }
        $use = Get-VariableUse $block
        if (-not $use.Whole -and -not $use.Names.Contains($_.Name.VariablePath.UserPath)) {
            New-Fault $_ "$($_.Name) is never used."
        }
    }
}
